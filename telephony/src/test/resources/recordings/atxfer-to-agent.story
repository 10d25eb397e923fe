c1 arrived for 1 from 5551
c1 reachable
offer 201 ringing
offer 201 accepted on 11
offer 201 connected
offer 201 held
offer 201 consults
offer 201 given away
c1 hears 12 as talk t1
offer 201 leg ended
talk t1 talk ended by CALLER
talk t1 leg ended
c1 gone HUNG_UP
