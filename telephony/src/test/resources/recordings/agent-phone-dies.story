c1 arrived for 1 from 5551
c1 reachable
offer 307 ringing
offer 307 accepted on 11
offer 307 connected
offer 307 talk ended by SYSTEM
c1 reachable
offer 307 leg ended
c1 gone HUNG_UP
