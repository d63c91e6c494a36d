namespace Persist.Stores;

/// <summary>Tells the file that stores sync through from a store: a slip between -Path and -Remote.</summary>
internal static class HubFile
{
    // SQLite's application_id, four bytes at offset 68 of the header: the engine's HubSchema writes "PHub" there.
    private const int At = 68;

    /// <summary>True for a hub. A file that cannot be read is left for the engine to refuse, with its own error.</summary>
    public static bool IsHub(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> header = stackalloc byte[At + 4];
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header[At..].SequenceEqual("PHub"u8);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
