c1 arrived for 1 from 5551
c1 reachable
offer 105 ringing
offer 105 accepted on 11
offer 105 connected
offer 105 held
offer 105 consults
offer 105 taken back
offer 105 consults no more
offer 105 given away
c1 hears 0 as talk t1
offer 105 leg ended
talk t1 talk ended by CALLER
c1 gone HUNG_UP
talk t1 leg ended
