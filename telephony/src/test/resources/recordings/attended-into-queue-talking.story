c1 arrived for 1 from 5551
c1 reachable
offer 111 ringing
offer 111 accepted on 11
offer 111 connected
offer 111 held
c2 arrived for 1 from alice
c2 reachable
offer 112 ringing
offer 112 accepted on 12
offer 112 connected
offer 111 consults
offer 111 taken back
offer 111 consults no more
offer 111 given away
c1 in the place of c2
offer 111 leg ended
offer 112 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
offer 112 leg ended
