c1 arrived for 1 from 5551
c1 reachable
offer 101 ringing
offer 101 accepted on 11
offer 101 connected
offer 101 held
offer 101 consults
offer 101 taken back
offer 101 consults no more
offer 101 given away
c1 hears 12 as talk t1
offer 101 leg ended
talk t1 talk ended by AGENT
c1 gone LEFT_TO_DIALPLAN
talk t1 leg ended
