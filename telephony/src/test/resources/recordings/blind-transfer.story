c1 arrived for 1 from 5551
c1 reachable
offer 26 ringing
offer 26 accepted on 11
offer 26 connected
offer 26 given away
offer 26 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by CALLER
talk t1 leg ended
c1 gone HUNG_UP
