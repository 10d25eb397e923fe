c1 arrived for 1 from 5551
c1 reachable
offer 109 ringing
offer 109 accepted on 11
offer 109 connected
offer 109 held
c2 arrived for 1 from alice
c2 reachable
offer 110 ringing
offer 109 taken back
offer 109 given away
c1 in the place of c2
offer 109 leg ended
offer 110 accepted on 12
offer 110 connected
offer 110 talk ended by CALLER
c1 gone HUNG_UP
offer 110 leg ended
