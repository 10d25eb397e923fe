c1 arrived for 1 from 5551
c1 reachable
offer 66 ringing
offer 66 accepted on 11
offer 66 connected
offer 66 talk ended by CALLER
c1 gone HUNG_UP
offer 66 leg ended
