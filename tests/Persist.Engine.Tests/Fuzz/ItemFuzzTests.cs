using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>Whatever is written: it is read back to the letter, or refused with its error and nothing of it is there.</summary>
public sealed class ItemFuzzTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PersistStore _store = null!;

    public async Task InitializeAsync() =>
        _store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "fuzz", Path = _folder.File("a.db"), Durability = Durability.Normal });

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Any_string_is_a_key_with_a_normal_form_or_is_refused() => Prop.ForAll<string>(key =>
    {
        if (Cases.RegisteredErrorOf(() => _store.Set(key, "1")) is null)
        {
            Assert.Equal(key.Normalize(NormalizationForm.FormC), _store.Get(key)!.Key);
            Assert.True(_store.Remove(key));
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20260104, 1));

    [Fact]
    public async Task Values_round_trip_or_are_refused() => await Cases.RunAsync(600, random =>
    {
        var (key, json) = (Corpus.Mutated(Corpus.Texts, random), Corpus.Mutated(Corpus.Values, random));
        var error = Cases.RegisteredErrorOf(() => _store.Set(key, json, force: true));
        if (error is null)
        {
            Assert.Equal(json, _store.Get(key)!.Json);
            Assert.Contains(_store.Scan(), item => item.Key == _store.Get(key)!.Key && item.Json == json);
            Assert.Contains(_store.GetQueue(), queued => queued.Json == json);
            Assert.True(_store.Remove(key));
        }
        else
        {
            Assert.Contains(error, (PersistError[])[PersistErrors.InvalidKey, PersistErrors.KeyTooLong, PersistErrors.InvalidValue, PersistErrors.ValueTooLarge]);
        }

        Assert.Empty(_store.Scan());
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Members_and_fields_round_trip_or_are_refused() => await Cases.RunAsync(600, random =>
    {
        var (name, json) = (Corpus.Mutated(Corpus.Texts, random), Corpus.Mutated(Corpus.Values, random));
        var isSet = random.Next(2) == 0;
        var error = Cases.RegisteredErrorOf(() => _ = isSet
            ? _store.AddToSet("item", [json])
            : _store.SetFields("item", [KeyValuePair.Create(name, json)]));
        if (error is null)
        {
            using var shown = System.Text.Json.JsonDocument.Parse(_store.Get("item")!.Json);
            if (!isSet)
            {
                var field = Assert.Single(shown.RootElement.EnumerateObject());
                Assert.Equal((name, json.Trim(' ', '\t', '\n', '\r')), (field.Name, field.Value.GetRawText()));
            }

            Assert.Equal(1, isSet ? _store.RemoveFromSet("item", [json]) : _store.RemoveFields("item", [name]));
        }

        Assert.Empty(_store.Scan());
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Whatever_is_looked_for_is_found_or_not_or_refused() => await Cases.RunAsync(300, random =>
    {
        var text = Corpus.Mutated(Corpus.Texts, random);
        Cases.RegisteredErrorOf(() => _store.Get(text));
        Cases.RegisteredErrorOf(() => _store.Contains(text));
        Cases.RegisteredErrorOf(() => _store.Remove(text));
        Cases.RegisteredErrorOf(() => _ = _store.Scan(text).Count());
        Cases.RegisteredErrorOf(() => _store.FindKeys(text, 3));
        Cases.RegisteredErrorOf(() => _ = _store.GetConflicts(text).Count());
        Cases.RegisteredErrorOf(() => _store.ResetCounter(text));
        Cases.RegisteredErrorOf(() => _store.RetryDeadLetter(text));
        Cases.RegisteredErrorOf(() => _store.RemoveDeadLetter(text));
        Cases.RegisteredErrorOf(() => _store.ResolveConflict(text, Conflicts.MergeResult.Delete));
        return Task.CompletedTask;
    });

    [Fact]
    public async Task Any_sum_of_a_counter_is_exact_or_refused() => await Cases.RunAsync(300, random =>
    {
        var amounts = Enumerable.Range(0, 4).Select(_ => new decimal(random.Next(), random.Next(), random.Next(2) * random.Next(), random.Next(2) == 0, (byte)random.Next(29))).ToList();
        var sum = 0m;
        foreach (var amount in amounts)
        {
            if (Cases.RegisteredErrorOf(() => _store.AddToCounter("n", amount)) is null)
            {
                sum += amount;
            }

            Assert.Equal(sum, _store.Get("n") is { } shown ? decimal.Parse(shown.Json, System.Globalization.CultureInfo.InvariantCulture) : 0m);
        }

        _store.Remove("n");
        return Task.CompletedTask;
    });
}
