c1 arrived for 1 from 5551
c1 reachable
offer 305 ringing
offer 305 accepted on 11
offer 305 connected
offer 305 given away
offer 305 leg ended
c1 gone ENDED_BY_PBX
