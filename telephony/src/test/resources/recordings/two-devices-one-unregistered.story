c1 arrived for 1 from 5551
c1 reachable
offer 20 ringing
offer 20 accepted on 12
offer 20 connected
offer 20 talk ended by CALLER
c1 gone HUNG_UP
offer 20 leg ended
