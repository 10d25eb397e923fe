c1 arrived for 1 from 5551
c1 reachable
offer 207 ringing
offer 207 accepted on 11
offer 207 connected
offer 207 held
offer 207 consults
offer 207 consults no more
offer 207 taken back
offer 207 talk ended by CALLER
c1 gone HUNG_UP
offer 207 leg ended
