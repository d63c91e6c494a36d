using System.Security.Cryptography;
using Persist.Engine.Errors;

namespace Persist.Engine.Transfer;

/// <summary>A file that was read once from end to end before anything of it is believed.</summary>
/// <param name="Header">Its first line.</param>
/// <param name="Lines">How many lines it has, without its last one if that is the footer.</param>
/// <param name="Checksum">SHA-256 of these lines, each ended by LF: the file's identity, whatever it is named.</param>
internal sealed record CheckedExport(ExportHeader Header, long Lines, string Checksum)
{
    private const int Step = 4096;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Its content.</param>
    /// <param name="skipCheck">True to take what there is.</param>
    /// <param name="progress">Told how many bytes are done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.NotAnExport"/>, <see cref="PersistErrors.NewerExport"/> or <see cref="PersistErrors.ExportDamaged"/>.
    /// </exception>
    public static CheckedExport Read(
        string path, FileStream stream, bool skipCheck, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new LineReader(stream, ExportFormat.LineBytes);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var header = ReadHeader(path, reader, hash);
            ExportFooter? footer = null;
            while (reader.TryRead(out var line))
            {
                if (line.Span.StartsWith(ExportFormat.FooterStart))
                {
                    // Of a file that was cut off in its last line, that line says nothing.
                    footer = skipCheck ? new ExportFooter(0, 0, "") : RecordReader.Footer(line);
                    break;
                }

                Append(hash, line);
                if (reader.Number % Step == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report(new TransferProgress(TransferStep.Checking, reader.Position, stream.Length));
                }
            }

            var lines = reader.Number - (footer is null ? 0 : 1);
            var read = new CheckedExport(header, lines, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
            return skipCheck || read.Flaw(footer, isEnd: !reader.TryRead(out _)) is not { } flaw
                ? read
                : throw PersistErrors.ExportDamaged.With(path, flaw);
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            throw PersistErrors.ExportDamaged.Because(failure, path, failure.Message);
        }
    }

    private static ExportHeader ReadHeader(string path, LineReader reader, IncrementalHash hash)
    {
        if (!reader.TryRead(out var first))
        {
            throw PersistErrors.NotAnExport.With(path, "it is empty");
        }

        try
        {
            var header = RecordReader.Header(first);
            Append(hash, first);
            return header.Version <= ExportFormat.Version
                ? header
                : throw PersistErrors.NewerExport.With(path, header.Version, ExportFormat.Version);
        }
        catch (FormatException failure)
        {
            throw PersistErrors.NotAnExport.Because(failure, path, failure.Message);
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlyMemory<byte> line)
    {
        hash.AppendData(line.Span);
        hash.AppendData("\n"u8);
    }

    private string? Flaw(ExportFooter? footer, bool isEnd) => footer switch
    {
        null => $"it was cut off after line {Lines}",
        _ when !isEnd => $"it goes on after its last line, {Lines + 1}",
        _ when footer.Checksum != Checksum => "it does not match its checksum: it was changed, or damaged on its way",
        _ => null,
    };
}
