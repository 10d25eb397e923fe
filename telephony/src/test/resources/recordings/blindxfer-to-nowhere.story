c1 arrived for 1 from 5551
c1 reachable
offer 214 ringing
offer 214 accepted on 11
offer 214 connected
offer 214 held
offer 214 taken back
offer 214 talk ended by CALLER
offer 214 leg ended
c1 gone HUNG_UP
