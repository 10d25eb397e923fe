c1 arrived for 1 from 5551
c1 reachable
offer 107 ringing
offer 107 accepted on 11
offer 107 connected
offer 107 held
c2 arrived for 1 from alice
c2 reachable
offer 107 taken back
offer 107 given away
c1 in the place of c2
c1 unreachable
offer 107 leg ended
c1 reachable
offer 108 ringing
offer 108 accepted on 12
offer 108 connected
offer 108 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
offer 108 leg ended
