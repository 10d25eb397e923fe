c1 arrived for 1 from 5551
c1 reachable
offer 12 ringing
offer 12 accepted on 11
offer 12 connected
offer 12 talk ended by CALLER
offer 12 leg ended
c1 gone HUNG_UP
