c1 arrived for 1 from 5551
c1 reachable
offer 215 ringing
offer 215 accepted on 11
offer 215 connected
offer 215 held
offer 215 consults
offer 215 given away
c1 hears 12 as talk t1
offer 215 leg ended
talk t1 talk ended by CALLER
c1 gone HUNG_UP
talk t1 leg ended
