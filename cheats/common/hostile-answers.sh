# Each file that the task asks for is a pipe, a device, a folder or the system's own, in turns.
# engines: kwok
# labs: contexts declarative-apply find-app-nodes resource-backup uncordon-node01
# earns: nothing
kinds=(pipe zero folder kmsg)
turn=0
for file in $(grep -oE '(answers|backup|manifests)/[a-z0-9-]+\.[a-z]+' ../task.md | sort -u); do
    mkdir -p "$(dirname "$file")"
    rm -rf "$file"
    case ${kinds[turn++ % 4]} in
        pipe) mkfifo "$file" ;;
        zero) ln -s /dev/zero "$file" ;;
        folder) mkdir "$file" ;;
        kmsg) ln -s /proc/kmsg "$file" ;;
    esac
done
