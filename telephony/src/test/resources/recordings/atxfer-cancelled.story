c1 arrived for 1 from 5551
c1 reachable
offer 202 ringing
offer 202 accepted on 11
offer 202 connected
offer 202 held
offer 202 consults
offer 202 consults no more
offer 202 taken back
offer 202 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
offer 202 leg ended
