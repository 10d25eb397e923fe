c1 arrived for 1 from 5551
c1 reachable
offer 35 ringing
offer 35 accepted on 11
offer 35 connected
offer 35 talk ended by CALLER
offer 35 leg ended
c1 gone HUNG_UP
