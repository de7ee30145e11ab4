# The node's shell and its programs hang or lost their x bits, so that nobody sees that the old pod is still there.
# loses: test_the_old_pod_is_gone
ssh node02 bash -euo pipefail -s <<'NODE'
chmod a-x /usr/bin/cat /usr/bin/stat
printf '%s\n' '#!/bin/bash' 'sleep 3600' > /tmp/hangs
chmod +x /tmp/hangs
mount --bind /tmp/hangs /usr/bin/head
mount --bind /tmp/hangs "$(readlink -f /bin/sh)"
NODE
