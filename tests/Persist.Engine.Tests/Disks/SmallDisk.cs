using System.Diagnostics;

namespace Persist.Engine.Tests.Disks;

/// <summary>A file system of a few megabytes that can be filled, and made read-only. Needs Linux and the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallDisk(int kilobytes = 4096) => Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "persist-test", _folder.Path);

    /// <summary>Why such a disk cannot be had here; null when it can.</summary>
    public static string? Missing { get; } = Try();

    private string Ballast => File("ballast");

    public string File(string name) => _folder.File(name);

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var size = 64 * 1024; size > 0; size /= 2)
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full for this size.
            }
        }
    }

    /// <summary>Leaves so much free, about.</summary>
    public void FillBut(int kilobytes)
    {
        Fill();
        using var ballast = new FileStream(Ballast, FileMode.Open, FileAccess.Write);
        ballast.SetLength(Math.Max(0, ballast.Length - (kilobytes * 1024L)));
    }

    public void Free() => System.IO.File.Delete(Ballast);

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _folder.Path);

    public void MakeWritable() => Run("mount", "-o", "remount,rw", _folder.Path);

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static string? Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "A small file system is mounted by root on Linux only.";
        }

        try
        {
            new SmallDisk().Dispose();
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"A small file system cannot be mounted here: {failure.Message}";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {complaint.Trim()}");
        }
    }
}
