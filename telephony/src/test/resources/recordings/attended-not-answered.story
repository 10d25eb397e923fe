c1 arrived for 1 from 5551
c1 reachable
offer 104 ringing
offer 104 accepted on 11
offer 104 connected
offer 104 held
offer 104 taken back
offer 104 talk ended by CALLER
c1 gone HUNG_UP
offer 104 leg ended
