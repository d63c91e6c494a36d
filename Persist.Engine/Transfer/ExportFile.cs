using Persist.Engine.Disk;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Transfer;

/// <summary>A file that is there under its name as a whole, or not at all: it is written under another name beside it, and renamed.</summary>
internal sealed class ExportFile : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _stream;
    private bool _renamed;

    private ExportFile(string path, string partial, FileStream stream) => (_path, _partial, _stream) = (path, partial, stream);

    /// <summary>What is written to; its failures are for <see cref="Translate"/>.</summary>
    public Stream Stream => _stream;

    /// <summary>Begins a file, readable by its owner alone, as the store is.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.ExportExists"/>, or nothing can be written there.</exception>
    public static ExportFile Create(string path, bool overwrite)
    {
        if (Directory.Exists(path))
        {
            throw PersistErrors.PathNotWritable.With(path, "it is a folder");
        }

        if (!overwrite && File.Exists(path))
        {
            throw PersistErrors.ExportExists.With(path);
        }

        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            return new ExportFile(path, partial, PrivateFile.Open(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 128 * 1024));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Translate(failure, path);
        }
    }

    /// <summary>What a failure to write means.</summary>
    public static PersistException Translate(Exception failure, string path) => failure switch
    {
        DirectoryNotFoundException => PersistErrors.PathNotFound.Because(failure, path, "an export makes no folders"),
        IOException io => SqliteFailure.Translate(io, path),
        _ => PersistErrors.PathNotWritable.Because(failure, path, failure.Message),
    };

    /// <summary>Gives the file its name, once it is on disk.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.ExportExists"/>: somebody else made one meanwhile.</exception>
    public void Complete(bool overwrite)
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        try
        {
            File.Move(_partial, _path, overwrite);
            _renamed = true;
        }
        catch (IOException) when (!overwrite && File.Exists(_path))
        {
            throw PersistErrors.ExportExists.With(_path);
        }
    }

    /// <summary>Leaves nothing behind unless it was completed.</summary>
    public void Dispose()
    {
        if (_renamed)
        {
            return;
        }

        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk again, at the last flush: the failure that led here says so.
        }

        File.Delete(_partial);
    }
}
