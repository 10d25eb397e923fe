c1 arrived for 1 from 5551
c1 reachable
offer 102 ringing
offer 102 accepted on 11
offer 102 connected
offer 102 held
offer 102 taken back
offer 102 given away
offer 102 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by CALLER
talk t1 leg ended
c1 gone HUNG_UP
