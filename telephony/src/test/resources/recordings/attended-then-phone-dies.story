c1 arrived for 1 from 5551
c1 reachable
offer 308 ringing
offer 308 accepted on 11
offer 308 connected
offer 308 held
offer 308 consults
offer 308 taken back
offer 308 consults no more
offer 308 given away
c1 hears 12 as talk t1
offer 308 leg ended
talk t1 talk ended by SYSTEM
c1 reachable
talk t1 leg ended
c1 gone HUNG_UP
