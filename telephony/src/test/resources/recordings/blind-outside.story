c1 arrived for 1 from 5551
c1 reachable
offer 303 ringing
offer 303 accepted on 11
offer 303 connected
offer 303 given away
offer 303 leg ended
c1 hears 0 as talk t1
talk t1 talk ended by CALLER
c1 gone HUNG_UP
talk t1 leg ended
