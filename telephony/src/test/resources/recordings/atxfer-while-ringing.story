c1 arrived for 1 from 5551
c1 reachable
offer 204 ringing
offer 204 accepted on 11
offer 204 connected
offer 204 held
offer 204 consults
offer 204 given away
offer 204 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
talk t1 leg ended
