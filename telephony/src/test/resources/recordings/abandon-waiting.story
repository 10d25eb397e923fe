c1 arrived for 1 from 5557 priority 3 needs 0>=1
c1 reachable
c1 gone HUNG_UP
