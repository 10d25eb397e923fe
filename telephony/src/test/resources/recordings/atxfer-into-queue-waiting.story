c1 arrived for 1 from 5551
c1 reachable
offer 208 ringing
offer 208 accepted on 11
offer 208 connected
offer 208 held
offer 208 consults
c2 arrived for 1 from o208
c2 reachable
offer 208 given away
c1 in the place of c2
offer 208 leg ended
offer 209 ringing
offer 209 accepted on 12
offer 209 connected
offer 209 talk ended by AGENT
offer 209 leg ended
c1 gone LEFT_TO_DIALPLAN
