package io.annex.engine.sandbox;

/**
 * The system calls that this package makes or refuses, with their numbers:
 * {@code arch/x86/entry/syscalls/syscall_64.tbl} and, for arm64,
 * {@code include/uapi/asm-generic/unistd.h} of the Linux sources. From 424 on
 * they are the same everywhere.
 */
enum SystemCall {
    // @formatter:off
    SECCOMP(317, 277, Group.USED),
    LANDLOCK_CREATE_RULESET(444, 444, Group.USED),
    LANDLOCK_ADD_RULE(445, 445, Group.USED),
    LANDLOCK_RESTRICT_SELF(446, 446, Group.USED),
    CLOSE(3, 57, Group.USED),
    CLOSE_RANGE(436, 436, Group.USED),
    CAPSET(126, 91, Group.USED),
    GETPPID(110, 173, Group.USED),
    GETTID(186, 178, Group.USED),

    PRCTL(157, 167, Group.CHECKED),
    PRLIMIT64(302, 261, Group.CHECKED),
    OPENAT(257, 56, Group.CHECKED),
    CLONE(56, 220, Group.CHECKED),
    KILL(62, 129, Group.CHECKED),
    TGKILL(234, 131, Group.CHECKED),
    RT_SIGQUEUEINFO(129, 138, Group.CHECKED),
    RT_TGSIGQUEUEINFO(297, 240, Group.CHECKED),
    IOCTL(16, 29, Group.CHECKED),
    OPEN(2, -1, Group.CHECKED),

    CLONE3(435, 435, Group.REPLACED),
    OPENAT2(437, 437, Group.REPLACED),

    SOCKET(41, 198, Group.SOCKETS),
    SOCKETPAIR(53, 199, Group.SOCKETS),
    CONNECT(42, 203, Group.SOCKETS),
    BIND(49, 200, Group.SOCKETS),
    LISTEN(50, 201, Group.SOCKETS),
    ACCEPT(43, 202, Group.SOCKETS),
    ACCEPT4(288, 242, Group.SOCKETS),

    EXECVE(59, 221, Group.PROGRAMS),
    EXECVEAT(322, 281, Group.PROGRAMS),
    FORK(57, -1, Group.PROGRAMS),
    VFORK(58, -1, Group.PROGRAMS),
    MEMFD_CREATE(319, 279, Group.PROGRAMS),
    MEMFD_SECRET(447, 447, Group.PROGRAMS),
    USELIB(134, -1, Group.PROGRAMS),

    PTRACE(101, 117, Group.PROCESSES),
    PROCESS_VM_READV(310, 270, Group.PROCESSES),
    PROCESS_VM_WRITEV(311, 271, Group.PROCESSES),
    PROCESS_MADVISE(440, 440, Group.PROCESSES),
    PROCESS_MRELEASE(448, 448, Group.PROCESSES),
    PIDFD_OPEN(434, 434, Group.PROCESSES),
    PIDFD_GETFD(438, 438, Group.PROCESSES),
    PIDFD_SEND_SIGNAL(424, 424, Group.PROCESSES),
    KCMP(312, 272, Group.PROCESSES),
    TKILL(200, 130, Group.PROCESSES),
    MIGRATE_PAGES(256, 238, Group.PROCESSES),
    MOVE_PAGES(279, 239, Group.PROCESSES),
    SCHED_SETAFFINITY(203, 122, Group.PROCESSES),
    SCHED_SETATTR(314, 274, Group.PROCESSES),
    SCHED_SETPARAM(142, 118, Group.PROCESSES),
    SCHED_SETSCHEDULER(144, 119, Group.PROCESSES),
    SETPRIORITY(141, 140, Group.PROCESSES),
    IOPRIO_SET(251, 30, Group.PROCESSES),

    SHMGET(29, 194, Group.SHARED),
    SHMAT(30, 196, Group.SHARED),
    SHMCTL(31, 195, Group.SHARED),
    MSGGET(68, 186, Group.SHARED),
    MSGSND(69, 189, Group.SHARED),
    MSGRCV(70, 188, Group.SHARED),
    MSGCTL(71, 187, Group.SHARED),
    SEMGET(64, 190, Group.SHARED),
    SEMOP(65, 193, Group.SHARED),
    SEMTIMEDOP(220, 192, Group.SHARED),
    SEMCTL(66, 191, Group.SHARED),
    MQ_OPEN(240, 180, Group.SHARED),
    MQ_UNLINK(241, 181, Group.SHARED),

    MOUNT(165, 40, Group.NAMESPACES),
    UMOUNT2(166, 39, Group.NAMESPACES),
    PIVOT_ROOT(155, 41, Group.NAMESPACES),
    CHROOT(161, 51, Group.NAMESPACES),
    UNSHARE(272, 97, Group.NAMESPACES),
    SETNS(308, 268, Group.NAMESPACES),
    FSOPEN(430, 430, Group.NAMESPACES),
    FSCONFIG(431, 431, Group.NAMESPACES),
    FSMOUNT(432, 432, Group.NAMESPACES),
    FSPICK(433, 433, Group.NAMESPACES),
    MOVE_MOUNT(429, 429, Group.NAMESPACES),
    OPEN_TREE(428, 428, Group.NAMESPACES),
    OPEN_TREE_ATTR(467, 467, Group.NAMESPACES),
    MOUNT_SETATTR(442, 442, Group.NAMESPACES),

    BPF(321, 280, Group.KERNEL),
    PERF_EVENT_OPEN(298, 241, Group.KERNEL),
    USERFAULTFD(323, 282, Group.KERNEL),
    IO_URING_SETUP(425, 425, Group.KERNEL),
    IO_URING_ENTER(426, 426, Group.KERNEL),
    IO_URING_REGISTER(427, 427, Group.KERNEL),
    KEYCTL(250, 219, Group.KERNEL),
    ADD_KEY(248, 217, Group.KERNEL),
    REQUEST_KEY(249, 218, Group.KERNEL),
    KEXEC_LOAD(246, 104, Group.KERNEL),
    KEXEC_FILE_LOAD(320, 294, Group.KERNEL),
    INIT_MODULE(175, 105, Group.KERNEL),
    FINIT_MODULE(313, 273, Group.KERNEL),
    DELETE_MODULE(176, 106, Group.KERNEL),
    CREATE_MODULE(174, -1, Group.KERNEL),
    REBOOT(169, 142, Group.KERNEL),
    SWAPON(167, 224, Group.KERNEL),
    SWAPOFF(168, 225, Group.KERNEL),
    ACCT(163, 89, Group.KERNEL),
    SETTIMEOFDAY(164, 170, Group.KERNEL),
    CLOCK_SETTIME(227, 112, Group.KERNEL),
    ADJTIMEX(159, 171, Group.KERNEL),
    CLOCK_ADJTIME(305, 266, Group.KERNEL),
    SETHOSTNAME(170, 161, Group.KERNEL),
    SETDOMAINNAME(171, 162, Group.KERNEL),
    QUOTACTL(179, 60, Group.KERNEL),
    QUOTACTL_FD(443, 443, Group.KERNEL),
    PERSONALITY(135, 92, Group.KERNEL),
    SYSLOG(103, 116, Group.KERNEL),
    VHANGUP(153, 58, Group.KERNEL),
    IOPL(172, -1, Group.KERNEL),
    IOPERM(173, -1, Group.KERNEL),
    MODIFY_LDT(154, -1, Group.KERNEL),
    LOOKUP_DCOOKIE(212, 18, Group.KERNEL),
    NFSSERVCTL(180, 42, Group.KERNEL),
    FANOTIFY_INIT(300, 262, Group.KERNEL),
    FANOTIFY_MARK(301, 263, Group.KERNEL),
    OPEN_BY_HANDLE_AT(304, 265, Group.KERNEL),
    NAME_TO_HANDLE_AT(303, 264, Group.KERNEL),

    SETUID(105, 146, Group.IDENTITY),
    SETGID(106, 144, Group.IDENTITY),
    SETREUID(113, 145, Group.IDENTITY),
    SETREGID(114, 143, Group.IDENTITY),
    SETRESUID(117, 147, Group.IDENTITY),
    SETRESGID(119, 149, Group.IDENTITY),
    SETFSUID(122, 151, Group.IDENTITY),
    SETFSGID(123, 152, Group.IDENTITY),
    SETGROUPS(116, 159, Group.IDENTITY),

    CHMOD(90, -1, Group.ATTRIBUTES),
    FCHMOD(91, 52, Group.ATTRIBUTES),
    FCHMODAT(268, 53, Group.ATTRIBUTES),
    FCHMODAT2(452, 452, Group.ATTRIBUTES),
    CHOWN(92, -1, Group.ATTRIBUTES),
    LCHOWN(94, -1, Group.ATTRIBUTES),
    FCHOWN(93, 55, Group.ATTRIBUTES),
    FCHOWNAT(260, 54, Group.ATTRIBUTES),
    UTIME(132, -1, Group.ATTRIBUTES),
    UTIMES(235, -1, Group.ATTRIBUTES),
    FUTIMESAT(261, -1, Group.ATTRIBUTES),
    UTIMENSAT(280, 88, Group.ATTRIBUTES),
    SETXATTR(188, 5, Group.ATTRIBUTES),
    LSETXATTR(189, 6, Group.ATTRIBUTES),
    FSETXATTR(190, 7, Group.ATTRIBUTES),
    SETXATTRAT(463, 463, Group.ATTRIBUTES),
    REMOVEXATTR(197, 14, Group.ATTRIBUTES),
    LREMOVEXATTR(198, 15, Group.ATTRIBUTES),
    FREMOVEXATTR(199, 16, Group.ATTRIBUTES),
    REMOVEXATTRAT(466, 466, Group.ATTRIBUTES),
    FILE_SETATTR(469, 469, Group.ATTRIBUTES),

    CREAT(85, -1, Group.CHANGES),
    TRUNCATE(76, 45, Group.CHANGES),
    MKDIR(83, -1, Group.CHANGES),
    MKDIRAT(258, 34, Group.CHANGES),
    RMDIR(84, -1, Group.CHANGES),
    UNLINK(87, -1, Group.CHANGES),
    UNLINKAT(263, 35, Group.CHANGES),
    RENAME(82, -1, Group.CHANGES),
    RENAMEAT(264, 38, Group.CHANGES),
    RENAMEAT2(316, 276, Group.CHANGES),
    LINK(86, -1, Group.CHANGES),
    LINKAT(265, 37, Group.CHANGES),
    SYMLINK(88, -1, Group.CHANGES),
    SYMLINKAT(266, 36, Group.CHANGES),
    MKNOD(133, -1, Group.CHANGES),
    MKNODAT(259, 33, Group.CHANGES);
    // @formatter:on

    /** Why a call is in the table. */
    enum Group {
        /** What this package calls itself. */
        USED,
        /** Decided by an argument; {@link SeccompFilter} says how. */
        CHECKED,
        /**
         * Has its arguments in memory, where a filter cannot look: answered as unknown,
         * so that the C library takes the older call.
         */
        REPLACED,
        /** New sockets. The one channel is connected already. */
        SOCKETS,
        /** Other programs and processes, and memory that could be executed as one. */
        PROGRAMS,
        /** Looking into, steering or slowing down other processes of the same user. */
        PROCESSES,
        /**
         * System V and POSIX objects: shared with other processes, and alive after
         * their maker is dead.
         */
        SHARED,
        /** Another view of the file system or of the machine. */
        NAMESPACES,
        /**
         * The machine itself, and the parts of the kernel that have had the most holes.
         */
        KERNEL,
        /** Becoming another user. */
        IDENTITY,
        /**
         * Owner, mode, times and extended attributes of files, which Landlock does not
         * cover (landlock(7), "Current limitations").
         */
        ATTRIBUTES,
        /**
         * Making, renaming and removing files, and those that open them. Refused when
         * nothing may be written.
         */
        CHANGES
    }

    private static final int NONE = -1;

    private final int x86;
    private final int arm;
    private final Group group;

    SystemCall(int x86, int arm, Group group) {
        this.x86 = x86;
        this.arm = arm;
        this.group = group;
    }

    Group group() {
        return group;
    }

    /** Whether that architecture has the call: arm64 has no superseded ones. */
    boolean exists(Architecture architecture) {
        return on(architecture) != NONE;
    }

    int number(Architecture architecture) {
        if (!exists(architecture)) {
            throw new IllegalArgumentException(this + " does not exist on " + architecture);
        }
        return on(architecture);
    }

    private int on(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }
}
