c1 arrived for 1 from 5551
c1 reachable
offer 206 ringing
offer 206 accepted on 11
offer 206 connected
offer 206 held
offer 206 consults
offer 206 consults no more
offer 206 taken back
offer 206 given away
c1 hears 12 as talk t1
offer 206 leg ended
talk t1 talk ended by CALLER
c1 gone HUNG_UP
talk t1 leg ended
