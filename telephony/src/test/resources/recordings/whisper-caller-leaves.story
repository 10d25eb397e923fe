c1 arrived for 1 from 5551
c1 reachable
offer 84 ringing
offer 84 accepted on 11
offer 84 leg ended
c1 gone HUNG_UP
