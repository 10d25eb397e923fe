c1 arrived for 1 from 5551
c1 reachable
offer 212 ringing
offer 212 accepted on 11
offer 212 connected
offer 212 held
offer 212 consults
offer 212 given away
c1 hears 0 as talk t1
offer 212 leg ended
talk t1 talk ended by CALLER
talk t1 leg ended
c1 gone HUNG_UP
