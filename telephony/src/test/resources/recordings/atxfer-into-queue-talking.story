c1 arrived for 1 from 5551
c1 reachable
offer 210 ringing
offer 210 accepted on 11
offer 210 connected
offer 210 held
c2 arrived for 1 from o210
c2 reachable
offer 210 consults
offer 211 ringing
offer 211 accepted on 12
offer 211 connected
offer 210 given away
c1 in the place of c2
offer 210 leg ended
offer 211 talk ended by CALLER
c1 gone HUNG_UP
offer 211 leg ended
