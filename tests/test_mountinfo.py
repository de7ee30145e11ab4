"""What is mounted where, as the kernel writes it."""

from clusterdojo.mountinfo import Mount, mounts


def test_a_mount_has_its_place_and_its_kind() -> None:
    """Spaces in a place are written in octal; options are those of the file system itself."""
    line = "36 1 8:1 / /my\\040disk rw shared:1 - cgroup cgroup rw,cpu,cpuacct\n"
    assert list(mounts(line)) == [Mount("8:1", "/my disk", "cgroup", ("rw", "cpu", "cpuacct"))]


def test_lines_that_are_no_mounts_are_left_out() -> None:
    """Whatever the file says."""
    text = "\nx - y\n1 2 3 4 /a b - tmpfs\n - \n1 2 3 4 /b\n"
    assert [mount.place for mount in mounts(text)] == ["/a"]
