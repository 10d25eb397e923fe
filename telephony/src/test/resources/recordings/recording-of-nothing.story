c1 arrived for 1 from 5551
c1 reachable
offer 45 ringing
offer 45 failed TIMED_OUT
c1 reachable
c1 gone HUNG_UP
