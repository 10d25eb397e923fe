c1 arrived for 1 from 5551
c1 reachable
offer 15 ringing
offer 15 failed REJECTED
c1 reachable
c1 gone HUNG_UP
