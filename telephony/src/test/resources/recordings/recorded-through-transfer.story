c1 arrived for 1 from 5551
c1 reachable
offer 38 ringing
offer 38 accepted on 11
offer 38 connected
offer 38 given away
offer 38 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by CALLER
talk t1 leg ended
c1 gone HUNG_UP
