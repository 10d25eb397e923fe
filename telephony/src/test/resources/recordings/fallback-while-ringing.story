c1 arrived for 1 from 5551
c1 reachable
offer 42 ringing
offer 42 failed TIMED_OUT
c1 gone FELL_BACK
