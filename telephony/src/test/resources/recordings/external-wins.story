c1 arrived for 1 from 5551
c1 reachable
offer 65 ringing
offer 65 accepted on 13
offer 65 connected
offer 65 talk ended by CALLER
c1 gone HUNG_UP
offer 65 leg ended
