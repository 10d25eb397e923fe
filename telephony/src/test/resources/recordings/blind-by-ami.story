c1 arrived for 1 from 5551
c1 reachable
offer 306 ringing
offer 306 accepted on 11
offer 306 connected
offer 306 given away
offer 306 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by AGENT
talk t1 leg ended
c1 gone ENDED_BY_PBX
