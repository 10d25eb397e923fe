c1 arrived for 1 from 5551
c1 reachable
offer 213 ringing
offer 213 accepted on 11
offer 213 connected
offer 213 held
offer 213 taken back
offer 213 given away
offer 213 leg ended
c1 hears 12 as talk t1
talk t1 talk ended by AGENT
c1 gone ENDED_BY_PBX
talk t1 leg ended
