# Only look: but the next update of the machine would upgrade its kubelet.
# after: solution
# earns: nothing
ssh node01 apt-mark unhold kubelet
