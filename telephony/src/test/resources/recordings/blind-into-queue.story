c1 arrived for 1 from 5551
c1 reachable
offer 301 ringing
offer 301 accepted on 11
offer 301 connected
offer 301 given away
c1 arrived for 2 from 5551 again as 51
c1 reachable
offer 301 leg ended
offer 302 ringing
offer 302 accepted on 12
offer 302 connected
offer 302 talk ended by AGENT
offer 302 leg ended
c1 gone LEFT_TO_DIALPLAN
