c1 arrived for 1 from 5551
c1 reachable
offer 216 ringing
offer 216 accepted on 11
offer 216 connected
offer 216 held
offer 216 consults
offer 216 consults no more
offer 216 taken back
offer 216 given away
c1 hears 12 as talk t1
offer 216 leg ended
talk t1 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
talk t1 leg ended
