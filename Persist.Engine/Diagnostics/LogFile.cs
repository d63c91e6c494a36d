using System.Globalization;
using System.Text;
using Persist.Engine.Disk;
using Persist.Engine.Errors;

namespace Persist.Engine.Diagnostics;

/// <summary>
/// A text file of log messages, a line each. The stores of a process may share one; processes should not, for two that
/// write at one instant would write to one place. At 10 MiB it becomes <c>&lt;path&gt;.1</c>, in place of the one before.
/// </summary>
/// <remarks>A log that cannot be written must not stop a sync: what is lost is counted, and told when there is room again.</remarks>
internal sealed class LogFile : IDisposable
{
    // One for all: two stores may have opened one file.
    private static readonly object Turn = new();

    private readonly string _path;
    private readonly long _limit;
    private FileStream? _file;
    private bool _isClosed;
    private long _lost;

    /// <exception cref="PersistException"><see cref="PersistErrors.LogNotWritable"/>.</exception>
    public LogFile(string path, long limit = 10 * 1024 * 1024)
    {
        (_path, _limit) = (path, limit);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = Open(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw PersistErrors.LogNotWritable.Because(failure, path, failure.Message);
        }
    }

    /// <summary>Where a log goes when it is full.</summary>
    public static string FormerOf(string path) => path + ".1";

    public void Write(LogEntry entry)
    {
        lock (Turn)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                MakeRoom();
                if (_lost > 0)
                {
                    Append(new LogEntry(entry.Time, LogSeverity.Warning, 0, $"{_lost} message(s) before this one could not be written", null));
                    _lost = 0;
                }

                Append(entry);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _lost++;
            }
        }
    }

    public void Dispose()
    {
        lock (Turn)
        {
            _isClosed = true;
            _file?.Dispose();
        }
    }

    // Without a buffer: a line is on disk when it is written, whatever happens to the process next.
    private static FileStream Open(string path) =>
        PrivateFile.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void MakeRoom()
    {
        if (_file?.Length < _limit)
        {
            return;
        }

        // Another store may have moved the full file away already: the one at the path counts.
        Reopen();
        if (_file!.Length >= _limit)
        {
            _file.Dispose();
            File.Move(_path, FormerOf(_path), overwrite: true);
            Reopen();
        }
    }

    // A file that cannot be opened now may be at the next message.
    private void Reopen()
    {
        _file?.Dispose();
        _file = null;
        _file = Open(_path);
    }

    private void Append(LogEntry entry)
    {
        var line = new StringBuilder()
            .Append(entry.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(CultureInfo.InvariantCulture, $" {Environment.ProcessId} {entry.Severity} {entry.EventId}: ")
            // A key may contain line ends, and must not forge lines.
            .Append(entry.Message.ReplaceLineEndings(" "))
            .Append('\n');
        if (entry.Failure is { } failure and not PersistException)
        {
            line.Append("    ").Append(failure.ToString().ReplaceLineEndings("\n    ")).Append('\n');
        }

        _file!.Seek(0, SeekOrigin.End);
        _file.Write(Encoding.UTF8.GetBytes(line.ToString()));
    }
}
