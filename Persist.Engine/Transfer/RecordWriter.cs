using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Engine.Transfer;

/// <summary>Writes the lines of an export, and their checksum.</summary>
internal sealed class RecordWriter(Stream stream) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Utf8JsonWriter _json = new(
        Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    private (long Items, long Conflicts) _written;

    public void Write(ExportHeader header)
    {
        Begin();
        _json.WriteString("format", ExportFormat.Name);
        _json.WriteNumber("version", header.Version);
        _json.WriteString("store", header.Store);
        _json.WriteString("replica", header.Replica);
        _json.WriteString("exportedAt", ExportFormat.Time(header.ExportedAt));
        _json.WriteNumber("position", header.Position);
        if (header.Count is { } count)
        {
            _json.WriteNumber("count", count);
        }

        EndLine();
    }

    /// <exception cref="PersistException"><see cref="PersistErrors.ValueTooLarge"/>: nothing could read the line again.</exception>
    public void Write(ItemRecord item)
    {
        Begin();
        _json.WriteString("key", item.Key);
        _json.WriteString("kind", item.Kind);
        WriteValue(item.Json);
        _json.WriteString("updatedAt", ExportFormat.Time(item.Stamp));
        _json.WriteString("replica", item.Replica);
        if (item.FieldStamps.Count > 0)
        {
            _json.WriteStartObject("fieldsUpdatedAt");
            foreach (var (field, stamp) in item.FieldStamps)
            {
                _json.WriteString(field, ExportFormat.Time(stamp));
            }

            _json.WriteEndObject();
        }

        EndLine();
        _written.Items++;
    }

    public void Write(ConflictRecord conflict)
    {
        Begin();
        _json.WriteString("conflict", conflict.Id);
        _json.WriteString("key", conflict.Key);
        _json.WriteString("field", conflict.Field);
        _json.WriteString("detectedAt", ExportFormat.Time(Stamp.Of(conflict.DetectedAt)));
        _json.WriteString("strategy", conflict.Strategy.ToString());
        _json.WriteString("state", conflict.State.ToString());
        _json.WriteString("reason", conflict.Reason);
        WriteVersion("local", conflict.Local);
        WriteVersion("remote", conflict.Remote);
        if (conflict.Resolved is { } resolved)
        {
            WriteVersion("resolved", resolved);
        }

        EndLine();
        _written.Conflicts++;
    }

    /// <summary>Writes the last line.</summary>
    public ExportFooter End()
    {
        var footer = new ExportFooter(_written.Items, _written.Conflicts, Convert.ToHexString(_hash.GetHashAndReset()).ToLowerInvariant());
        Begin();
        _json.WriteStartObject("end");
        _json.WriteNumber("items", footer.Items);
        _json.WriteNumber("conflicts", footer.Conflicts);
        _json.WriteString("sha256", footer.Checksum);
        _json.WriteEndObject();
        EndLine();
        return footer;
    }

    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
    }

    private void Begin()
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        if (_line.WrittenCount > ExportFormat.LineBytes)
        {
            throw PersistErrors.ValueTooLarge.With("a line of the export", _line.WrittenCount, ExportFormat.LineBytes);
        }

        _hash.AppendData(_line.WrittenSpan);
        stream.Write(_line.WrittenSpan);
    }

    private void WriteVersion(string name, ItemVersion version)
    {
        _json.WriteStartObject(name);
        if (version.Json is { } json)
        {
            WriteValue(json);
        }

        _json.WriteString("timestamp", ExportFormat.Time(Stamp.Of(version.Timestamp)));
        _json.WriteString("replica", version.Replica);
        _json.WriteEndObject();
    }

    // The stored text itself. One with line ends between its tokens would be several lines, and is written as a string.
    private void WriteValue(string json)
    {
        if (json.AsSpan().ContainsAny('\n', '\r'))
        {
            _json.WriteString("text", json);
            return;
        }

        _json.WritePropertyName("value");
        _json.WriteRawValue(json, skipInputValidation: true);
    }
}
