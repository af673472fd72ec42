import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

const megabyte = 1024 * 1024;

/** EXT4_IOC_SHUTDOWN with NOLOGFLUSH (linux/fs/ext4/ext4.h): from now on nothing more reaches the disk, the journal neither. */
const shutdown = 'open(D, "<", $ARGV[0]) or die; my $how = pack("I", 2); ioctl(D, 0x8004587d, $how) or die "$!"';

const run = (command: string, ...args: readonly string[]): void => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command}: ${error?.message ?? stderr}`);
};

/**
 * An ext4 of its own in a file, whose power can be cut: what the system had not flushed is lost, as in a box whose plug is pulled.
 * What a disk's own cache would lose is not.
 */
export class PowerDisk {
  readonly folder: string;
  readonly #image: string;

  private constructor(around: string) {
    this.folder = join(around, "disk");
    this.#image = join(around, "disk.img");
    mkdirSync(this.folder);
    closeSync(openSync(this.#image, "wx"));
    truncateSync(this.#image, 600 * megabyte);
    run("mkfs.ext4", "-q", this.#image);
    this.plugIn();
  }

  /** Removed after the test file; the reason, where this machine does not allow it. */
  static make(): PowerDisk | string {
    const around = mkdtempSync(join(tmpdir(), "preau-power-"));
    const folder = join(around, "disk");
    after(() => {
      spawnSync("umount", ["-l", folder]);
      rmSync(around, { recursive: true, force: true });
    });
    try {
      const disk = new PowerDisk(around);
      disk.cut();
      disk.unplug();
      disk.plugIn();
      return disk;
    } catch (error) {
      return `a disk to cut the power of needs the right to mount a loop device and to shut ext4 down (${error})`;
    }
  }

  cut(): void {
    run("perl", "-e", shutdown, this.folder);
  }

  /** Once nobody has a file of it open any more. */
  unplug(): void {
    run("umount", this.folder);
  }

  plugIn(): void {
    run("mount", "-o", "loop", this.#image, this.folder);
  }
}
