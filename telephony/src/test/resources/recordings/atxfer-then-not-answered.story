c1 arrived for 1 from 5551
c1 reachable
offer 205 ringing
offer 205 accepted on 11
offer 205 connected
offer 205 held
offer 205 consults
offer 205 given away
offer 205 leg ended
c1 reachable
c1 gone HUNG_UP
