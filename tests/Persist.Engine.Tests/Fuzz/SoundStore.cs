namespace Persist.Engine.Tests.Fuzz;

/// <summary>A closed store file with items of every kind, some larger than a page, and what it holds.</summary>
internal sealed class SoundStore : IAsyncDisposable
{
    public const string Name = "sound";

    private readonly TemporaryFolder _folder = new();

    private SoundStore()
    {
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>What the store shows.</summary>
    public IReadOnlyDictionary<string, string> Items { get; private set; } = new Dictionary<string, string>();

    public static async Task<SoundStore> MakeAsync(int values = 120)
    {
        var sound = new SoundStore();
        var random = new Random(1);
        await using (var store = await OpenAsync(sound._folder.File("sound.db")))
        {
            store.SetMany([.. Enumerable.Range(0, values).Select(i => KeyValuePair.Create($"value/{i:d4}", Text(random)))]);
            store.AddToSet("set", [.. Enumerable.Range(0, 200).Select(i => $"\"member-{i:d4}\"")]);
            store.SetFields("map", [.. Enumerable.Range(0, 60).Select(i => KeyValuePair.Create($"field-{i:d4}", Text(random)))]);
            for (var i = 0; i < 40; i++)
            {
                store.AddToCounter($"counter/{i:d2}", i);
            }

            sound.Items = store.Scan().ToDictionary(item => item.Key, item => item.Json);
        }

        sound.Bytes = await File.ReadAllBytesAsync(sound._folder.File("sound.db"));
        return sound;
    }

    public static Task<PersistStore> OpenAsync(string path) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = Name, Path = path, Suspended = true });

    /// <summary>A path for a copy that is to be damaged.</summary>
    public string Place(string name) => _folder.File(name);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Text(Random random) => $"\"{new string((char)('a' + random.Next(26)), random.Next(8) == 0 ? random.Next(12_000) : random.Next(300))}\"";
}
