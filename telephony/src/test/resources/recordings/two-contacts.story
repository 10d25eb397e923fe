c1 arrived for 1 from 5551
c1 reachable
offer 19 ringing
offer 19 accepted on 11
offer 19 connected
offer 19 talk ended by CALLER
c1 gone HUNG_UP
offer 19 leg ended
