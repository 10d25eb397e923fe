c1 arrived for 1 from 5551
c1 reachable
offer 31 ringing
offer 31 accepted on 11
offer 31 connected
offer 31 talk ended by CALLER
offer 31 leg ended
c1 gone HUNG_UP
